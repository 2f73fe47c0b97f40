package io.espalier.jobs.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Masters of Spark's standalone cluster, asked before Spark is: it takes a minute to give up. */
final class Masters {
  private static final String SCHEME = "spark://";
  private static final int MILLIS = 3000;

  private Masters() {}

  /**
   * Knocks at the masters of a standalone cluster; other masters are left to Spark.
   *
   * @param url such as {@code spark://host:7077} or, with standby masters, {@code
   *     spark://one:7077,two:7077}
   * @throws IllegalArgumentException if none of them answers, or the URL names no port
   */
  static void knock(String url) {
    if (!url.startsWith(SCHEME)) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    for (String address : url.substring(SCHEME.length()).split(",", -1)) {
      try (Socket socket = new Socket()) {
        socket.connect(socketAddress(url, address), MILLIS);
        return;
      } catch (IOException e) {
        reasons.add(address + ": " + e.getMessage());
      }
    }
    throw new IllegalArgumentException(
        "no Spark master answers at "
            + url
            + " ("
            + String.join("; ", reasons)
            + "); scripts/cluster up starts one on this machine");
  }

  private static InetSocketAddress socketAddress(String url, String address) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
      throw new IllegalArgumentException(
          "a master is spark://HOST:PORT, such as spark://localhost:7077, got " + url);
    }
    return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(port));
  }
}
