package io.chatcluster.postgres;

import io.chatcluster.archive.PoisonException;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Reason;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/// Turns what the driver throws into what the ports promise.
final class SqlFailure {

  private static final String DATA_EXCEPTION = "22";
  private static final String CONSTRAINT_VIOLATION = "23";

  private SqlFailure() {}

  static BrokerException unavailable(SQLException failure) {
    return new BrokerException(
        BrokerException.Kind.ARCHIVE_UNAVAILABLE, "PostgreSQL: " + sentence(failure), failure);
  }

  /// A row that will always be refused is poison; anything else will pass.
  static RuntimeException ofInsert(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    boolean refused = state.startsWith(DATA_EXCEPTION) || state.startsWith(CONSTRAINT_VIOLATION);
    return refused ? new PoisonException(sentence(failure), failure) : unavailable(failure);
  }

  /// Without the details: they quote the row.
  private static String sentence(SQLException failure) {
    if (failure instanceof PSQLException known && known.getServerErrorMessage() != null) {
      String said = known.getServerErrorMessage().getMessage();
      return said == null ? Reason.of(failure) : said;
    }
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return "no answer in time";
      }
      if (cause instanceof UnknownHostException) {
        return "no host of this name is known: " + Reason.of(cause);
      }
    }
    return Reason.of(failure);
  }
}
