package io.espalier.jobs.files;

import io.espalier.compression.config.Locations;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Paths of every file system that Hadoop has a class for: {@code hdfs://}, {@code s3a://} …. */
public final class HadoopUrls implements Locations.Urls {
  /** Hadoop's own patience with a host that does not answer is a quarter of an hour. */
  private static final String[][] PATIENCE = {
    {"ipc.client.connect.timeout", "5000"},
    {"ipc.client.connect.max.retries", "3"},
    {"ipc.client.connect.max.retries.on.timeouts", "2"}
  };

  @Override
  public Optional<Path> path(String url) {
    URI uri = uri(url);
    Configuration configuration = configuration();
    if (!hasClass(uri.getScheme(), configuration)) {
      return Optional.empty();
    }
    HadoopFiles files = HadoopFiles.at(root(uri, configuration), configuration);
    return Optional.of(HadoopPath.absolute(files, uri.getPath()));
  }

  /** A blank, a percent sign and their like stand for themselves, as they do in Hadoop's paths. */
  private static URI uri(String url) {
    int colon = url.indexOf(':');
    String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = url.substring(colon + 1);
    String authority = null;
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      authority = rest.substring(2, slash < 0 ? rest.length() : slash);
      rest = slash < 0 ? "/" : rest.substring(slash);
    }
    try {
      String there = authority == null || authority.isEmpty() ? null : authority;
      return new URI(scheme, there, rest, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(url + " is no URL: " + e.getMessage(), e);
    }
  }

  private static boolean hasClass(String scheme, Configuration configuration) {
    try {
      return FileSystem.getFileSystemClass(scheme, configuration) != null;
    } catch (UnsupportedFileSystemException e) {
      return false;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "the file system for " + scheme + ": cannot be used: " + e.getMessage(), e);
    }
  }

  /** With the host of Hadoop's default file system where the URL names none. */
  private static URI root(URI uri, Configuration configuration) {
    URI usual = FileSystem.getDefaultUri(configuration);
    String authority = uri.getAuthority();
    if (authority == null && uri.getScheme().equals(usual.getScheme())) {
      authority = usual.getAuthority();
    }
    if (authority == null) {
      throw new IllegalArgumentException(
          uri
              + " names no host, and Hadoop's default file system is "
              + usual
              + ": write "
              + uri.getScheme()
              + "://HOST"
              + uri.getPath());
    }
    return URI.create(uri.getScheme() + "://" + authority);
  }

  /** Spark's settings, {@code spark.hadoop.*} included, in the driver and in executors. */
  private static Configuration configuration() {
    SparkEnv running = SparkEnv.get();
    SparkConf settings = running == null ? new SparkConf() : running.conf();
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(settings);
    for (String[] each : PATIENCE) {
      if (isUnset(configuration, each[0])) {
        configuration.set(each[0], each[1]);
      }
    }
    return configuration;
  }

  private static boolean isUnset(Configuration configuration, String key) {
    String[] sources = configuration.getPropertySources(key);
    return sources == null || Stream.of(sources).allMatch(each -> each.endsWith("-default.xml"));
  }
}
