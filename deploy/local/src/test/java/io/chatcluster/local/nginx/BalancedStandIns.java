package io.chatcluster.local.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.node.NodeProcess;
import io.chatcluster.local.node.NodeSettings;
import io.chatcluster.local.node.StandInNode;
import io.chatcluster.local.process.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Three stand-ins for nodes, and real nginx processes in front of them.
final class BalancedStandIns implements AutoCloseable {
  static final int NODES = 3;

  private final Path directory;
  private final Repository repository = Repository.find();
  private final List<NodeProcess> nodes;
  private final List<NginxServer> started = new ArrayList<>();

  private BalancedStandIns(Path directory) {
    this.directory = directory;
    var ports = Ports.free(2 * NODES);
    this.nodes =
        IntStream.range(0, NODES)
            .mapToObj(i -> standIn("n" + (i + 1), ports.get(i), ports.get(NODES + i)))
            .toList();
  }

  /// Starts the nodes.
  static BalancedStandIns in(Path directory) {
    var standIns = new BalancedStandIns(directory);
    standIns.reviveAll();
    return standIns;
  }

  private NodeProcess standIn(String id, int port, int managementPort) {
    var settings =
        new NodeSettings(
            id, port, managementPort, StandInNode.command(), Map.of(), directory.resolve(id));
    return new NodeProcess(settings, Duration.ofSeconds(5), Output.none());
  }

  /// Starts the nodes that do not run.
  void reviveAll() {
    nodes.parallelStream().forEach(NodeProcess::start);
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  NodeProcess node(String id) {
    return nodes.stream().filter(node -> node.name().equals(id)).findFirst().orElseThrow();
  }

  /// A running nginx with the shipped configuration.
  NginxServer nginx(String name) {
    return nginx(name, NginxLimits.generous());
  }

  NginxServer nginx(String name, NginxLimits limits) {
    return nginx(name, limits, Output.none());
  }

  /// The same, with what nginx says going to `output`.
  NginxServer nginx(String name, NginxLimits limits, Output output) {
    return nginx(name, limits, repository.loadBalancer(), output);
  }

  /// A running nginx with the configuration in `source`.
  NginxServer nginx(String name, NginxLimits limits, Path source) {
    return nginx(name, limits, source, Output.none());
  }

  private NginxServer nginx(String name, NginxLimits limits, Path source, Output output) {
    var addresses =
        nodes.stream().collect(Collectors.toMap(NodeProcess::name, NodeProcess::address));
    var settings =
        new NginxSettings(source, directory.resolve(name), Ports.free(), addresses, limits);
    var nginx = new NginxServer(NginxBinary.find(repository, Output.none()), settings, output);
    started.add(nginx);
    nginx.start();
    return nginx;
  }

  /// A copy of the shipped configuration with one file changed.
  Path changed(String name, String file, UnaryOperator<String> change) throws IOException {
    var copy = directory.resolve(name);
    var shipped = repository.loadBalancer();
    try (var files = Files.walk(shipped)) {
      for (var source : files.filter(Files::isRegularFile).toList()) {
        var target = copy.resolve(shipped.relativize(source).toString());
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(source, target);
      }
    }
    var before = Files.readString(copy.resolve(file));
    var after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(copy.resolve(file), after);
    return copy;
  }

  @Override
  public void close() {
    started.forEach(NginxServer::kill);
    nodes.forEach(NodeProcess::kill);
  }
}
