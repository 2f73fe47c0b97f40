# Which Java, and what Spark wants opened of it on 17; read by the scripts beside this file, which define fail.
# shellcheck shell=bash

# Sets java and JAVA_HOME to a Java 17, or says what was found instead.
find_java() {
  local settings version
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "no Java at '$java': Espalier needs a JDK 17 (set JAVA_HOME, or put java on the PATH)"
  settings=$("$java" -XshowSettings:properties -version 2>&1) || fail "'$java' does not start: ${settings##*$'\n'}"
  version=$(sed -n 's/^ *java\.specification\.version = //p' <<<"$settings")
  [[ $version == 17 ]] || fail "Java 17 is needed (Spark 3.5 supports nothing newer), but '$java' is Java ${version:-unknown}: set JAVA_HOME to a JDK 17"
  JAVA_HOME=$(sed -n 's/^ *java\.home = //p' <<<"$settings")
  export JAVA_HOME
  java=$JAVA_HOME/bin/java
}

opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action \
  sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
