package io.chatcluster.loadtest.client;

import java.util.List;
import java.util.function.Supplier;

/// Addresses to connect to, in turn: after a broken connection comes the next. Owned by one client.
public final class NodeUrls implements Supplier<String> {

  private final List<String> urls;
  private int next;

  /// @param urls as `ws://host:port/ws`
  /// @param first the index of the first to be tried
  public NodeUrls(List<String> urls, int first) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("a client needs an address");
    }
    this.urls = List.copyOf(urls);
    this.next = Math.floorMod(first, urls.size());
  }

  @Override
  public String get() {
    String url = urls.get(next);
    next = (next + 1) % urls.size();
    return url;
  }
}
