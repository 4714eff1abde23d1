package io.chatcluster.pagebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Packs a directory of web files: `PageBuild SOURCES TARGET`.
///
/// Pages get their scripts and styles into them; beside every text `x` come `x.br` and `x.gz`. All
/// other files are in the target already, as they are: Maven copies them.
public final class PageBuild {
  private static final Pattern TEXT = Pattern.compile(".*\\.(html|css|js|svg|json|webmanifest)");

  private PageBuild() {}

  /// Ends with 1, and says why, if the page cannot be packed.
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: PageBuild SOURCES TARGET");
      System.exit(2);
    }
    try {
      pack(Path.of(arguments[0]), Path.of(arguments[1]));
    } catch (PageException e) {
      System.err.println("the page cannot be packed: " + e.getMessage());
      System.exit(1);
    }
  }

  static void pack(Path sources, Path target) throws IOException {
    if (!Compressed.brotli()) {
      System.err.println("no Brotli for this machine: the page is packed with gzip alone");
    }
    for (String name : names(sources)) {
      byte[] content = Files.readAllBytes(sources.resolve(name));
      if (name.endsWith(".html")) {
        String page = Files.readString(sources.resolve(name));
        content = Inlined.of(page, path -> read(sources, path)).getBytes(UTF_8);
      }
      write(target.resolve(name), content);
      for (var form : Compressed.of(content).entrySet()) {
        write(target.resolve(name + form.getKey()), form.getValue());
      }
    }
  }

  private static List<String> names(Path sources) throws IOException {
    try (Stream<Path> all = Files.walk(sources)) {
      return all.filter(Files::isRegularFile)
          .map(file -> sources.relativize(file).toString().replace('\\', '/'))
          .filter(name -> TEXT.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  private static String read(Path sources, String path) {
    Path file = sources.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new PageException(path + " is not there");
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, content);
  }
}
