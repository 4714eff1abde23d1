package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.client.MessageIds;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/// One event loop with its sockets and its counts.
///
/// Everything but [#ask(Callable)] and [#loop()] belongs to that loop.
final class Lane {
  private static final int READ_BYTES = 64 * 1024;
  private static final int SCRATCH =
      READ_BYTES + FrameScanner.LONGEST_PAYLOAD + FrameScanner.LONGEST_HEADER;

  /// What a socket reads at once; the scratch has room for it behind the rest of a frame.
  static final int LONGEST_READ = READ_BYTES;

  /// Where bytes lie while they are scanned: frames of one socket after the other's.
  final byte[] scratch = new byte[SCRATCH];

  final ChatPush push;
  final MessageIds ids = new MessageIds(new SplittableRandom()::nextLong);
  final int textBytes;
  final Tally tally;
  final List<LoadSocket> sockets = new ArrayList<>();

  private final EventLoop loop;
  private boolean publishing;

  Lane(EventLoop loop, Scenario scenario) {
    this.loop = loop;
    this.textBytes = scenario.textBytes();
    this.push = new ChatPush(textBytes);
    this.tally = new Tally(scenario.rooms());
  }

  EventLoop loop() {
    return loop;
  }

  /// Runs a question on the loop and waits for the answer. Any other thread.
  <T> T ask(Callable<T> question) throws InterruptedException {
    return LineLoop.ask(loop, question);
  }

  /// Sends no more of this run; answers and deliveries are still counted.
  Run stopPublishing() {
    publishing = false;
    return tally.run();
  }

  boolean publishing() {
    return publishing;
  }

  /// Counts from zero, and publishes this lane's part of a run as it becomes due.
  void begin(Run run, Scenario scenario, List<LoadSocket> all) {
    tally.begin(run);
    for (var socket : sockets) {
      socket.beginRun();
    }
    publishing = true;
    new Pacer(this, scenario, all).run();
  }
}
