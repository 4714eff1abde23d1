package io.chatcluster.faults;

import io.chatcluster.loadtest.check.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// Where a run takes place: how its clients get in, and what is stored afterwards. Any thread.
interface Site {

  /// Where the next connection goes.
  String url();

  /// What the client shows when it connects. Asked once before it does, and may block then.
  String token(String who);

  /// All that is archived of the rooms.
  List<Stored> archive(Set<String> rooms) throws SQLException, IOException;

  /// All that the room logs hold; none where they cannot be looked at.
  List<Stored> logs(Set<String> rooms);

  /// Entries that wait for the archiver; 0 where they cannot be counted.
  long unarchived();

  /// Where a history goes that broke a promise.
  Path directory();
}
