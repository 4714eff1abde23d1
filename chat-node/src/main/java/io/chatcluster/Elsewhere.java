package io.chatcluster;

import io.vertx.core.http.HttpServerRequest;

/// The way to sessions of other nodes.
@FunctionalInterface
interface Elsewhere {

  /// @param loop the request's loop, on which this is called
  /// @return whether it is answered from here on; if not, there is no such session
  boolean takes(int loop, HttpServerRequest request, String sid);
}
