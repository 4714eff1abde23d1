package io.chatcluster.loadtest.dial;

import io.chatcluster.loadtest.client.Tokens;
import java.util.List;

/// Lets clients in. Any thread.
public sealed interface Credentials {

  /// A token for the client of that number.
  String token(int client);

  /// For reports: where tokens come from, without anything secret.
  String title();

  /// Signed here, with the secret that the cluster has: a user of its own for every client.
  ///
  /// @param prefix begins the users' ids
  record Signed(Tokens tokens, String prefix) implements Credentials {
    private static final long LIFE_SECONDS = 12 * 3_600;

    @Override
    public String token(int client) {
      var user = prefix + "-" + client;
      return tokens.issue(user, user, System.currentTimeMillis(), LIFE_SECONDS);
    }

    @Override
    public String title() {
      return "signed with the secret of --secret-file, a user for every socket";
    }

    @Override
    public String toString() {
      return "Signed[" + prefix + "]";
    }
  }

  /// Given by the cluster to guests; many clients share the few there are.
  record Given(List<String> tokens) implements Credentials {
    public Given {
      tokens = List.copyOf(tokens);
    }

    @Override
    public String token(int client) {
      return tokens.get(client % tokens.size());
    }

    @Override
    public String title() {
      return tokens.size() + " guests, shared by all sockets";
    }

    @Override
    public String toString() {
      return "Given[" + tokens.size() + "]";
    }
  }
}
