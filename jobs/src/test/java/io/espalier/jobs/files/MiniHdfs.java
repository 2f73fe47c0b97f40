package io.espalier.jobs.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;

/** A real HDFS on this machine: a name node and a data node that can be stopped. Mutable. */
public final class MiniHdfs implements AutoCloseable {
  private final MiniDFSCluster cluster;
  private DataNodeProperties stopped;

  private MiniHdfs(MiniDFSCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts it.
   *
   * @param folder an empty folder of this machine for what it stores
   */
  public static MiniHdfs start(Path folder) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitClusterUp();
    return new MiniHdfs(cluster);
  }

  /** Scheme, host and port. */
  public String root() {
    return "hdfs://127.0.0.1:" + cluster.getNameNodePort();
  }

  /** Copies a local folder into the root. */
  public void copy(Path local) throws IOException {
    cluster
        .getFileSystem()
        .copyFromLocalFile(
            new org.apache.hadoop.fs.Path(local.toUri()), new org.apache.hadoop.fs.Path("/"));
  }

  /** When each file below a folder was written, hidden ones too. */
  public SortedMap<String, Long> times(String folder) throws IOException {
    SortedMap<String, Long> times = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> files =
        cluster.getFileSystem().listFiles(new org.apache.hadoop.fs.Path(folder), true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      times.put(file.getPath().toUri().getPath(), file.getModificationTime());
    }
    return times;
  }

  /** Whether there is such a file or folder. */
  public boolean has(String path) throws IOException {
    return cluster.getFileSystem().exists(new org.apache.hadoop.fs.Path(path));
  }

  /** The data node goes; the name node stays and answers. */
  public void stopData() {
    stopped = cluster.stopDataNode(0);
  }

  /** The data node comes back, with its blocks. */
  public void startData() throws IOException {
    if (!cluster.restartDataNode(stopped, true)) {
      throw new IOException("the data node did not start");
    }
    cluster.waitActive();
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
