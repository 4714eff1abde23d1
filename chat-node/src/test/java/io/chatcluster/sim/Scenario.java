package io.chatcluster.sim;

import io.chatcluster.protocol.AckLevel;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/// What one run is made of, drawn from its seed.
///
/// @param faultCount how many faults are scheduled over the run
/// @param keep messages that a room log keeps at least
/// @param syncMillis time between two syncs of Redis
/// @param batch entries of an archive transaction at the most
/// @param linkMicros how long a message to or from Redis usually takes at the most
/// @param postgresMicros the same for PostgreSQL
/// @param skewMillis how far a node's clock may be off
/// @param pageBytes of a page at the most
/// @param quietMillis how long a room must have been quiet until it leaves the log; 0: it never
///     does
/// @param hasty whether nodes look for such rooms all the time
/// @param partitions over which the rooms are spread by their names
record Scenario(
    long seed,
    Mutation mutation,
    AckLevel level,
    int nodes,
    int loops,
    int rooms,
    int clients,
    int messages,
    int millis,
    int faultCount,
    Set<Fault> faults,
    int keep,
    int syncMillis,
    long idWindowMillis,
    long flushMillis,
    int batch,
    long linkMicros,
    long postgresMicros,
    long skewMillis,
    int pageBytes,
    int quietMillis,
    boolean hasty,
    int partitions) {

  private static final long WINDOW_MILLIS = 600_000;
  private static final int PAGE_BYTES = 1 << 19;

  /// Longer than an answer about rights is believed.
  private static final int LASTING_MILLIS = 40_000;

  static Scenario of(long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5eed);
    AckLevel level = random.nextInt(5) == 0 ? AckLevel.LOGGED : AckLevel.DURABLE;
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    double share = random.nextDouble();
    for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.RIGHTS))) {
      if (random.nextDouble() < share && (level == AckLevel.DURABLE || !loses(fault))) {
        faults.add(fault);
      }
    }
    // Drawn apart, so that the seeds of before are what they were.
    SplittableRandom rights = new SplittableRandom(seed ^ 0x6a7e);
    boolean changing = rights.nextInt(3) == 0;
    if (changing) {
      faults.add(Fault.RIGHTS);
    }
    boolean lasting = changing && rights.nextInt(4) == 0;
    return new Scenario(
        seed,
        Mutation.NONE,
        level,
        random.nextInt(1, 4),
        random.nextInt(1, 3),
        random.nextInt(1, 4),
        random.nextInt(2, 6),
        random.nextInt(5, 50),
        random.nextInt(2_000, 10_000) + (lasting ? LASTING_MILLIS : 0),
        random.nextInt(0, 12),
        faults,
        random.nextInt(1, 20),
        random.nextInt(20, 800),
        random.nextInt(4) == 0 ? 8_000 : WINDOW_MILLIS,
        random.nextInt(3) * 5L,
        random.nextInt(1, 50),
        random.nextInt(4) == 0 ? 80_000 : 600,
        random.nextInt(4) == 0 ? 100_000 : 1_500,
        random.nextInt(4) == 0 ? 4_000 : 0,
        random.nextInt(3) == 0 ? random.nextInt(1, 3_000) : PAGE_BYTES,
        random.nextInt(4) == 0 ? 0 : random.nextInt(1, random.nextBoolean() ? 100 : 2_000),
        random.nextBoolean(),
        random.nextInt(1, 4));
  }

  /// One node with one loop; nothing happens by itself.
  static Scenario calm() {
    return calm(1, 1);
  }

  /// The servers alone; nothing happens at all.
  static Scenario serversOnly() {
    return calm(0, 4);
  }

  private static Scenario calm(int nodes, int partitions) {
    return new Scenario(
        1,
        Mutation.NONE,
        AckLevel.DURABLE,
        nodes,
        1,
        1,
        0,
        0,
        0,
        0,
        Set.of(),
        20,
        1_000,
        WINDOW_MILLIS,
        0,
        100,
        600,
        1_500,
        0,
        PAGE_BYTES,
        0,
        false,
        partitions);
  }

  private static boolean loses(Fault fault) {
    return fault == Fault.REDIS_LOSS
        || fault == Fault.FLUSH
        || fault == Fault.QUEUE_LOST
        || fault == Fault.PARTITION_LOST
        || fault == Fault.KEYS_LOST;
  }

  /// The same run with a broken part.
  Scenario with(Mutation broken, AckLevel at, Set<Fault> only) {
    return with(broken, at, only, millis);
  }

  /// The same, going on for long enough to hear what an answer about rights that nobody renews
  /// still lets through.
  Scenario lasting(Mutation broken, AckLevel at, Set<Fault> only) {
    return with(broken, at, only, millis + 3 * LASTING_MILLIS);
  }

  private Scenario with(Mutation broken, AckLevel at, Set<Fault> only, int length) {
    return new Scenario(
        seed,
        broken,
        at,
        nodes,
        loops,
        rooms,
        clients,
        messages,
        length,
        Math.max(10, faultCount),
        only,
        keep,
        syncMillis,
        idWindowMillis,
        flushMillis,
        batch,
        linkMicros,
        postgresMicros,
        skewMillis,
        pageBytes,
        quietMillis,
        hasty,
        partitions);
  }
}
