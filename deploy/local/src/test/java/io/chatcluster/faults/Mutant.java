package io.chatcluster.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A node that is not the built one: broken on purpose, or of another version. Some of its classes
/// or resources are replaced by changed copies that stand before it on the class path.
final class Mutant {

  private final Path root;
  private final Path classes;

  /// @param root the source tree
  /// @param classes where the changed copies go
  Mutant(Path root, Path classes) {
    this.root = root;
    this.classes = classes;
  }

  /// Replaces a piece of a file by another.
  ///
  /// @param file below `chat-node/src/main`
  Mutant change(String file, String piece, String other) {
    try {
      String text = Files.readString(latest(file));
      if (!text.contains(piece)) {
        throw new AssertionError(file + " has no longer what this mutation changes: " + piece);
      }
      String changed = text.replace(piece, other);
      if (file.startsWith("java/")) {
        compile(Path.of(file.substring("java/".length())), changed);
      } else {
        Path copy = classes.resolve(file.substring("resources/".length()));
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, changed);
      }
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Adds a resource.
  ///
  /// @param file below `chat-node/src/main/resources`
  Mutant add(String file, String text) {
    try {
      Path added = classes.resolve(file);
      Files.createDirectories(added.getParent());
      Files.writeString(added, text);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The file as earlier changes have left it.
  private Path latest(String file) {
    Path changed =
        file.startsWith("java/")
            ? classes.resolve("sources").resolve(file.substring("java/".length()))
            : classes.resolve(file.substring("resources/".length()));
    return Files.exists(changed) ? changed : root.resolve("chat-node/src/main").resolve(file);
  }

  private void compile(Path name, String text) throws IOException {
    Path copy = classes.resolve("sources").resolve(name);
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, text);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none", "-nowarn");
      boolean compiled =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(copy))
              .call();
      if (!compiled) {
        throw new AssertionError("the mutant does not compile: " + messages);
      }
    }
  }

  private String classPath() throws IOException {
    List<String> path = new ArrayList<>();
    path.add(root.resolve("chat-node/target/chat-node.jar").toString());
    try (Stream<Path> libraries = Files.list(root.resolve("chat-node/target/lib"))) {
      libraries.forEach(library -> path.add(library.toString()));
    }
    return String.join(":", path);
  }

  /// Starts such a node.
  List<String> command() {
    try {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "@" + root.resolve("chat-node/jvm.options"),
          "-cp",
          classes + ":" + classPath(),
          "io.chatcluster.Main");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
