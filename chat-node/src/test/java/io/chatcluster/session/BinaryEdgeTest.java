package io.chatcluster.session;

import org.junit.jupiter.api.Nested;

/// The session's tests once more, unchanged, behind an edge that knows no JSON frames.
class BinaryEdgeTest {

  @Nested
  class OverBinary extends SessionTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class ErrorsOverBinary extends SessionErrorsTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class LimitsOverBinary extends SessionLimitsTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class SpendingOverBinary extends SpendingTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class FloodingOverBinary extends FloodingTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class DrainOverBinary extends DrainTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class ClockOverBinary extends SessionClockTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class SlowConsumerOverBinary extends SlowConsumerTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class GateOverBinary extends GateTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }

  @Nested
  class SignalsOverBinary extends SignalTest {
    @Override
    TestEdge edge() {
      return new BinaryEdge();
    }
  }
}
