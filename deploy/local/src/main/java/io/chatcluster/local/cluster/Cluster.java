package io.chatcluster.local.cluster;

import io.chatcluster.local.machine.Cache;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.SecretFile;
import io.chatcluster.local.machine.StartException;
import io.chatcluster.local.nginx.NginxBinary;
import io.chatcluster.local.nginx.NginxServer;
import io.chatcluster.local.nginx.NginxSettings;
import io.chatcluster.local.node.NodeProcess;
import io.chatcluster.local.node.NodeSettings;
import io.chatcluster.local.postgres.PostgresServer;
import io.chatcluster.local.postgres.PostgresSettings;
import io.chatcluster.local.process.Program;
import io.chatcluster.local.process.Supervisor;
import io.chatcluster.local.redis.RedisServer;
import io.chatcluster.local.redis.RedisSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

/// A whole cluster of real processes on this machine: Redis, PostgreSQL, nodes, perhaps nginx.
///
/// ```java
/// try (var cluster = Cluster.in(directory).nodes(3).withNginx().start()) {
///   cluster.node("n1").kill();
/// }
/// ```
///
/// May be used from any thread. All its processes end with the JVM, however the JVM ends.
public final class Cluster implements AutoCloseable {
  private final Path directory;
  private final SecretFile secret;
  private final RedisServer redis;
  private final PostgresServer postgres;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Optional<NginxServer> nginx;
  private final Supervisor supervisor;
  private final boolean supervised;

  /// Begins a cluster whose data is in the directory, or will be.
  public static ClusterBuilder in(Path directory) {
    return new ClusterBuilder(directory);
  }

  Cluster(ClusterBuilder wanted) {
    directory = wanted.directory;
    secret = SecretFile.at(directory.resolve("secret"));
    supervisor = new Supervisor(wanted.output);
    supervised = wanted.supervised;
    var ports = new ClusterPorts(wanted.port);
    var nodePorts = ports.nodes(wanted.nodes);
    var managementPorts = ports.management(wanted.nodes);
    var unpacked = Cache.directory();
    redis =
        new RedisServer(
            RedisSettings.of(directory.resolve("redis"), ports.redis())
                .withFsync(wanted.redisFsync)
                .withDebugCommand(wanted.redisDebug),
            unpacked,
            wanted.output);
    postgres =
        new PostgresServer(
            new PostgresSettings(directory.resolve("postgres"), ports.postgres()),
            unpacked,
            wanted.output);
    nginx = nginx(wanted, nodePorts);
    var webPorts = new ArrayList<>(nodePorts);
    nginx.ifPresent(server -> webPorts.add(server.port()));
    var environment = new HashMap<>(NodeEnvironment.of(redis, postgres, webPorts));
    environment.put("CHAT_TOKEN_SECRET_FILE", secret.path().toString());
    var peerSecret = SecretFile.at(directory.resolve("peer-secret"));
    var peerPorts = ports.peers(wanted.nodes);
    for (int i = 0; i < wanted.nodes; i++) {
      var settings =
          new NodeSettings(
              id(i),
              nodePorts.get(i),
              managementPorts.get(i),
              wanted.nodeCommand,
              NodeEnvironment.of(environment, peerSecret, peerPorts.get(i), wanted.environment),
              directory.resolve(id(i)));
      nodes.add(new NodeProcess(settings, wanted.drainGrace, wanted.output));
    }
  }

  private static Optional<NginxServer> nginx(ClusterBuilder wanted, List<Integer> nodePorts) {
    if (!wanted.nginx) {
      return Optional.empty();
    }
    var addresses = new HashMap<String, String>();
    for (int i = 0; i < wanted.nodes; i++) {
      addresses.put(id(i), "127.0.0.1:" + nodePorts.get(i));
    }
    var settings =
        new NginxSettings(
            wanted.repository.loadBalancer(),
            wanted.directory.resolve("nginx"),
            wanted.port > 0 ? wanted.port : Ports.free(),
            addresses,
            wanted.limits);
    var program = NginxBinary.find(wanted.repository, wanted.output);
    return Optional.of(new NginxServer(program, settings, wanted.output));
  }

  private static String id(int index) {
    return "n" + (index + 1);
  }

  /// Starts everything and returns when all of it serves.
  ///
  /// @throws StartException with one sentence; nothing runs then
  public void start() {
    try {
      allAtOnce(List.of(redis, postgres));
      List<Program> rest = new ArrayList<>(nodes);
      nginx.ifPresent(rest::add);
      allAtOnce(rest);
    } catch (StartException e) {
      close();
      throw e;
    }
    if (supervised) {
      supervisor.watch(programs());
    }
  }

  private static void allAtOnce(List<? extends Program> programs) {
    together(programs.stream().map(program -> (Runnable) program::start).toList());
  }

  /// Runs steps side by side; when all have ended, the first failure is thrown.
  private static void together(List<Runnable> steps) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = steps.stream().map(step -> CompletableFuture.runAsync(step, threads)).toList();
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StartException sentence) {
        throw sentence;
      }
      throw e;
    }
  }

  /// Stops everything for good: nodes drain first, while nginx still carries their clients'
  /// farewells; the data stays.
  @Override
  public void close() {
    supervisor.close();
    closeAll(nodes);
    nginx.ifPresent(server -> closeAll(List.of(server)));
    closeAll(List.of(redis, postgres));
  }

  private static void closeAll(List<? extends Program> programs) {
    together(programs.stream().map(program -> (Runnable) program.child()::close).toList());
  }

  /// Where a client comes in: nginx, or without it the first node.
  public String url() {
    return nginx.map(NginxServer::url).orElseGet(() -> nodes.getFirst().url());
  }

  /// All nodes, `n1` first.
  public List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /// The node of that id, for example `n2`.
  ///
  /// @throws IllegalArgumentException if there is none
  public NodeProcess node(String id) {
    return nodes.stream()
        .filter(node -> node.name().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no node " + id));
  }

  public RedisServer redis() {
    return redis;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  /// Present if the cluster was built with one.
  public Optional<NginxServer> nginx() {
    return nginx;
  }

  /// What signs the tokens of this cluster.
  public SecretFile secret() {
    return secret;
  }

  public Path directory() {
    return directory;
  }

  List<Program> programs() {
    List<Program> all = new ArrayList<>(List.of(redis, postgres));
    all.addAll(nodes);
    nginx.ifPresent(all::add);
    return all;
  }
}
