package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a reader may expect of every source file of every module.
class TidyTest {

  private static final Path PROJECT = project();
  private static final int MAX_LINES = 400;
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git", ".data");

  @Test
  void no_java_file_is_longer_than_a_reader_can_hold() {
    List<Path> tooLong = sources().stream().filter(file -> lines(file).size() > MAX_LINES).toList();

    assertThat(tooLong)
        .as("a file over %d lines does more than one thing: split it", MAX_LINES)
        .isEmpty();
  }

  @Test
  void nothing_is_left_for_later_in_the_code() {
    List<String> marks = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (UNFINISHED.matcher(lines.get(i)).find()) {
          marks.add(PROJECT.relativize(file) + ":" + (i + 1));
        }
      }
    }

    assertThat(marks).as("what is to be done stands in the issues").isEmpty();
  }

  @Test
  void every_package_is_null_marked() {
    for (Path folder : packages()) {
      Path info = folder.resolve("package-info.java");

      assertThat(info).as("every package says what it is").exists();
      assertThat(text(info)).as("%s", info).contains("@NullMarked");
    }
  }

  @Test
  void every_package_of_the_product_states_its_invariant() {
    for (Path folder : packages()) {
      if (folder.toString().contains("/src/main/java/")) {
        assertThat(text(folder.resolve("package-info.java")))
            .as("%s: what always holds there, and what is absent on purpose", folder)
            .contains("**Invariant");
      }
    }
  }

  @Test
  void tests_wait_for_what_they_need_and_never_just_sleep() {
    for (Path file : sources()) {
      if (file.toString().contains("/src/test/")) {
        assertThat(text(file)).as("%s", file).doesNotContain("Thread" + ".sleep");
      }
    }
  }

  private static Set<Path> packages() {
    Set<Path> folders = new TreeSet<>();
    for (Path file : sources()) {
      Path parent = file.getParent();
      if (parent != null) {
        folders.add(parent);
      }
    }
    return folders;
  }

  private static List<Path> sources() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          PROJECT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return SKIPPED.contains(String.valueOf(folder.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(".java")) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(found).as("source files").hasSizeGreaterThan(100);
    return found;
  }

  private static List<String> lines(Path file) {
    return text(file).lines().toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folder of the parent project; tests run in their module's.
  private static Path project() {
    Path module = Path.of("").toAbsolutePath();
    Path parent = module.getParent();
    return parent != null && Files.exists(module.resolve("../docs/protocol.md")) ? parent : module;
  }
}
