package io.chatcluster.faults;

import java.nio.file.Path;
import java.util.List;

/// The next version of the node: the built one, but with a function library of its own, `chat2`,
/// which writes another envelope, and some events of a kind that this version does not know.
///
/// @param envelope its version
/// @param added what stands between kind and body
/// @param foreign the Lua pattern of bodies that are written as events of the kind `poll_opened`
public record NextVersion(String envelope, String added, String foreign) {

  /// @param root the source tree
  /// @param classes where the changed copies go
  Mutant mutant(Path root, Path classes) {
    String kind =
        "(string.find(args[base + 3], '%s') and 'poll_opened' or args[base + 2])"
            .formatted(foreign);
    Mutant next = new Mutant(root, classes);
    next.change("resources/redis/chat1.lua", "chat1", "chat2")
        .change(
            "resources/redis/chat1.lua",
            "local VERSION = '1'",
            "local VERSION = '%s'".formatted(envelope))
        .change(
            "resources/redis/chat1.lua",
            "prev .. ' ' .. args[base + 2] .. ' ' .. args[base + 3]",
            "prev .. ' ' .. %s .. ' %s' .. args[base + 3]".formatted(kind, added));
    next.change("resources/redis/chat1-fence.lua", "chat1_", "chat2_");
    next.change("resources/redis/chat1-open.lua", "chat1_", "chat2_");
    next.change("resources/redis/chat1-retire.lua", "chat1_", "chat2_");
    for (String file :
        List.of(
            "Fence",
            "RedisBroker",
            "RedisReads",
            "RedisOpenings",
            "RedisArchiveQueue",
            "RedisQuietRooms")) {
      next.change("java/io/chatcluster/redis/" + file + ".java", "\"chat1_", "\"chat2_");
    }
    return next;
  }

  /// Starts such a node.
  public List<String> command(Path root, Path classes) {
    return mutant(root, classes).command();
  }
}
