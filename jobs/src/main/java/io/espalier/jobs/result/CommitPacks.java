package io.espalier.jobs.result;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Commits put together, so that a large grid is not as many files: {@code packs/<digest>.pack} is
 * the files of commits one after the other, byte for byte, {@code packs/<digest>.index} says which
 * and where. A commit is in a pack when a valid line of an index says so; only then is its own file
 * removed, so that at any moment it is in one place at least. Mutable: remembers the indexes it
 * read.
 */
final class CommitPacks {
  static final String FOLDER = "packs";
  private static final String PACK = ".pack";
  private static final String INDEX = ".index";

  private final Folder folder;
  private volatile Map<String, PackIndex.Piece> known = Map.of();
  private volatile boolean looked;

  CommitPacks(Folder folder) {
    this.folder = folder;
  }

  /** The ids of the trials whose commits are packed now. */
  Set<String> ids() throws IOException {
    look();
    return known.keySet();
  }

  /**
   * The bytes of a commit; empty if no index known has it.
   *
   * @throws DamagedFileException if the pack does not have what its index says
   */
  Optional<byte[]> read(String id) throws IOException {
    if (!looked) {
      look();
    }
    PackIndex.Piece piece = known.get(id);
    return piece == null ? Optional.empty() : Optional.of(bytes(piece));
  }

  private byte[] bytes(PackIndex.Piece piece) throws IOException {
    String file = file(piece.pack(), PACK);
    long length = folder.length(file).orElse(-1L);
    if (length < piece.end()) {
      throw new DamagedFileException(
          folder.nameOf(file),
          "the commit of trial " + piece.id() + " up to byte " + piece.end(),
          length < 0 ? "no file" : length + " bytes",
          null);
    }
    return folder.read(file, piece.offset(), piece.length());
  }

  /** Reads the indexes there are now. */
  void look() throws IOException {
    Map<String, PackIndex.Piece> pieces = new HashMap<>();
    for (String pack : packs()) {
      for (PackIndex.Piece piece : index(pack).pieces()) {
        pieces.putIfAbsent(piece.id(), piece);
      }
    }
    known = Map.copyOf(pieces);
    looked = true;
  }

  private List<String> packs() throws IOException {
    return folder.list(FOLDER).stream()
        .filter(name -> name.endsWith(INDEX))
        .map(name -> name.substring(0, name.length() - INDEX.length()))
        .toList();
  }

  private PackIndex index(String pack) throws IOException {
    return folder.read(file(pack, INDEX)).map(text -> PackIndex.parse(pack, text)).orElseThrow();
  }

  /**
   * Packs commits that are files of their own, so many to a pack; fewer than that stay files. Any
   * number of processes may do so at the same time.
   */
  void pack(Set<String> commits, int size) throws IOException {
    Set<String> packed = ids();
    List<String> loose = new ArrayList<>();
    for (String id : new TreeSet<>(commits)) {
      if (packed.contains(id)) {
        folder.remove(TrialFiles.commitOf(id));
      } else {
        loose.add(id);
      }
    }
    for (int from = 0; from + size <= loose.size(); from += size) {
      write(loose.subList(from, from + size));
    }
  }

  private void write(List<String> ids) throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    List<PackIndex.Piece> pieces = new ArrayList<>();
    for (String id : ids) {
      Optional<byte[]> commit = folder.read(TrialFiles.commitOf(id));
      if (commit.isPresent()) { // else another process packed it meanwhile
        pieces.add(new PackIndex.Piece("", id, pack.size(), commit.get().length));
        pack.writeBytes(commit.get());
      }
    }
    if (pieces.isEmpty()) {
      return;
    }
    byte[] bytes = pack.toByteArray();
    String name = Sha256.hex(bytes).substring(0, 16);
    folder.create(file(name, PACK), bytes);
    folder.create(file(name, INDEX), PackIndex.text(pieces));
    for (PackIndex.Piece piece : pieces) {
      folder.remove(TrialFiles.commitOf(piece.id()));
    }
  }

  /**
   * Takes a commit that cannot be read out of its pack: what is there of it goes into a file, the
   * index no longer names it.
   *
   * @return whether it was in a pack
   */
  boolean setAside(String id, String file) throws IOException {
    look();
    PackIndex.Piece piece = known.get(id);
    if (piece == null) {
      return false;
    }
    String pack = file(piece.pack(), PACK);
    long there = Math.max(0, folder.length(pack).orElse(0L) - piece.offset());
    int length = (int) Math.min(piece.length(), there);
    folder.create(file, length == 0 ? new byte[0] : folder.read(pack, piece.offset(), length));
    List<PackIndex.Piece> others = new ArrayList<>(index(piece.pack()).pieces());
    others.remove(piece);
    folder.replace(file(piece.pack(), INDEX), PackIndex.text(others));
    look();
    return true;
  }

  /** Writes indexes with lines that are damaged without them, and the old ones beside; tells so. */
  void mend(Consumer<String> told) throws IOException {
    for (String pack : packs()) {
      String file = file(pack, INDEX);
      byte[] text = folder.read(file).orElseThrow();
      PackIndex index = PackIndex.parse(pack, text);
      if (!index.damaged().isEmpty()) {
        folder.makeFolder(TrialFiles.DAMAGED);
        folder.create(
            TrialFiles.DAMAGED + "/" + pack + INDEX + "." + Instant.now().toEpochMilli(), text);
        folder.replace(file, PackIndex.text(index.pieces()));
        told.accept(
            folder.nameOf(file)
                + " is damaged: expected an id, an offset, a length and their digest, found others"
                + " in lines "
                + index.damaged()
                + "; their trials run again");
      }
    }
  }

  private static String file(String pack, String suffix) {
    return FOLDER + "/" + pack + suffix;
  }
}
