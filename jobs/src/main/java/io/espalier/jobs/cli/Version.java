package io.espalier.jobs.cli;

import picocli.CommandLine.IVersionProvider;

/** The version as {@code --version} prints it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Espalier.class.getPackage().getImplementationVersion();
    return new String[] {
      "espalier " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version(),
    };
  }
}
