package io.chatcluster.local.postgres;

import io.chatcluster.local.machine.Cache;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.machine.Trees;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The PostgreSQL programs that come in a jar, unpacked.
///
/// They are run directly and not through the library's own launcher: its server is a daemon, which
/// would outlive a launcher that is killed.
record PostgresBinaries(Path home) {
  private static final int EXECUTABLE_BITS = 0111;

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  /// The programs for this machine, unpacked below `unpacked` unless they already are.
  ///
  /// @throws StartException if the jar has none for this kind of machine
  static PostgresBinaries unpack(Path unpacked) {
    try {
      var archive = archive();
      var home = unpacked.resolve("postgres-" + Cache.digest(archive));
      if (!Files.isDirectory(home)) {
        Files.createDirectories(unpacked);
        var partial = Files.createTempDirectory(unpacked, "postgres-partial");
        extract(archive, partial);
        moveInto(partial, home);
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Looked up by the name that the jars give it. Their own library refuses an archive that it
  /// finds twice, which happens when the launcher's jar is on a class path together with the jars
  /// that it names.
  private static byte[] archive() throws IOException {
    var system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    var machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    var name = "postgres-%s-%s.txz".formatted(system, machine);
    try (InputStream in = PostgresBinaries.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new StartException("there is no PostgreSQL in the jars: " + name);
      }
      return in.readAllBytes();
    }
  }

  private static void extract(byte[] archive, Path into) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException("the archive names a file outside itself: " + entry.getName());
        }
        extract(tar, entry, path);
      }
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    if ((entry.getMode() & EXECUTABLE_BITS) != 0 && !path.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + path + " executable");
    }
  }

  /// Another launcher may have been faster; its copy is as good as ours.
  private static void moveInto(Path partial, Path home) throws IOException {
    // Not only its owner must reach it: initdb may run as another user.
    partial.toFile().setExecutable(true, false);
    partial.toFile().setReadable(true, false);
    try {
      Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
      Trees.delete(partial);
    }
  }
}
