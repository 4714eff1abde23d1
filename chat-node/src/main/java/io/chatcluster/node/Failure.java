package io.chatcluster.node;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.protocol.ErrorCode;

/// What a client is told when log, archive or gate could not be asked.
public final class Failure {

  private Failure() {}

  /// The code that goes with an exception.
  public static ErrorCode code(Throwable failure) {
    if (!(failure instanceof BrokerException known)) {
      return ErrorCode.UNAVAILABLE;
    }
    return switch (known.kind()) {
      case UNAVAILABLE -> ErrorCode.UNAVAILABLE;
      case ARCHIVE_UNAVAILABLE -> ErrorCode.ARCHIVE_UNAVAILABLE;
      case OVERLOADED -> ErrorCode.OVERLOADED;
    };
  }
}
