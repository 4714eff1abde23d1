package io.chatcluster.socketchat;

import io.chatcluster.protocol.UserId;

/// Makes tokens for those who need to show none. Any event loop.
@FunctionalInterface
public interface Passes {

  /// @param name that the user would like to have; a name that cannot be shown is replaced
  String pass(UserId user, String name);
}
