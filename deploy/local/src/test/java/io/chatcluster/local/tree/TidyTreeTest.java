package io.chatcluster.local.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rules about the files of this tree that are not Java: scripts, styles, pages.
final class TidyTreeTest {
  private static final int MOST_LINES = 400;
  private static final Set<String> NOT_OURS =
      Set.of(".git", ".data", ".idea", ".vscode", "target", "node_modules", "vendor");
  private static final Pattern SIZED = Pattern.compile(".*\\.(js|mjs|sh|lua|css)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");

  private static final Path ROOT = Repository.find().root();
  private static final List<Path> FILES = new ArrayList<>();

  @BeforeAll
  static void listFiles() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(directory.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            FILES.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void no_file_is_longer_than_a_reader_can_hold() throws IOException {
    var tooLong = new ArrayList<String>();
    for (var file : named(SIZED)) {
      var lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES) {
        tooLong.add("%s has %d lines".formatted(ROOT.relativize(file), lines));
      }
    }

    assertThat(tooLong)
        .as("A file of more than %d lines does more than one thing: split it", MOST_LINES)
        .isEmpty();
  }

  @Test
  void every_page_has_one_title() throws IOException {
    var untitled = new ArrayList<Path>();
    for (var page : named(Pattern.compile(".*\\.md"))) {
      var text = CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
      if (text.lines().filter(line -> line.startsWith("# ")).count() != 1) {
        untitled.add(ROOT.relativize(page));
      }
    }

    assertThat(untitled).as("A page is about one thing, and its title says which").isEmpty();
  }

  @Test
  void no_link_between_pages_is_dead() throws IOException {
    var dead = new ArrayList<String>();
    for (var page : named(Pattern.compile(".*\\.md"))) {
      var links = LINK.matcher(CODE_BLOCK.matcher(Files.readString(page)).replaceAll(""));
      while (links.find()) {
        var target = links.group(1).replaceFirst("#.*", "");
        if (!target.contains(":") && !Files.exists(page.resolveSibling(target))) {
          dead.add("%s links to %s".formatted(ROOT.relativize(page), links.group(1)));
        }
      }
    }

    assertThat(dead).as("A page that was moved or renamed is named anew everywhere").isEmpty();
  }

  @Test
  void every_script_can_be_parsed() throws IOException {
    for (var script : scripts()) {
      var shell = firstLine(script).endsWith("bash") ? "bash" : "sh";
      var result = Executables.run(List.of(shell, "-n", script.toString()));

      assertThat(result.succeeded()).as(result.output()).isTrue();
    }
  }

  @Test
  void shellcheck_finds_nothing_in_the_scripts() throws IOException {
    var shellcheck = Executables.find("shellcheck");
    if (shellcheck.isEmpty()) {
      System.out.println("shellcheck is not installed here: the scripts are only parsed");
      return;
    }
    for (var script : scripts()) {
      var result = Executables.run(List.of(shellcheck.get().toString(), script.toString()));

      assertThat(result.succeeded()).as(result.output()).isTrue();
    }
  }

  private static List<Path> named(Pattern pattern) {
    return FILES.stream().filter(file -> pattern.matcher(file.toString()).matches()).toList();
  }

  /// Everything that begins as a shell script, whatever it is called.
  private static List<Path> scripts() throws IOException {
    var scripts = new ArrayList<Path>();
    for (var file : FILES) {
      var name = file.getFileName().toString();
      if ((name.endsWith(".sh") || !name.contains("."))
          && firstLine(file).matches("#!.*\\b(sh|bash)")) {
        scripts.add(file);
      }
    }
    assertThat(scripts).as("scripts of this tree").hasSizeGreaterThan(4);
    return scripts;
  }

  private static String firstLine(Path file) throws IOException {
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.findFirst().orElse("");
    }
  }
}
