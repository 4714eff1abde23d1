package io.chatcluster.broker;

import io.chatcluster.protocol.Publication;
import java.util.List;

/// How much one read may return. A page ends where either runs out, but has at least one
/// publication, however big that is.
///
/// @param count publications; 0 asks for a room's head alone
/// @param bytes of bodies, each counted with [#OVERHEAD]
public record Bound(int count, int bytes) {

  /// What a publication costs beside its body, in a frame as in the log: positions and field names.
  public static final int OVERHEAD = 128;

  public Bound {
    if (count < 0 || bytes < 1) {
      throw new IllegalArgumentException("no page: " + count + " in " + bytes + " bytes");
    }
  }

  /// What a publication counts for.
  public static int size(Publication publication) {
    return publication.body().length + OVERHEAD;
  }

  public static long size(List<Publication> publications) {
    long bytes = 0;
    for (Publication publication : publications) {
      bytes += size(publication);
    }
    return bytes;
  }

  /// The first of these that make a page.
  public List<Publication> cut(List<Publication> found) {
    long left = bytes;
    int most = Math.min(count, found.size());
    for (int i = 0; i < most; i++) {
      left -= size(found.get(i));
      if (left < 0 && i > 0) {
        return found.subList(0, i);
      }
    }
    return found.subList(0, most);
  }

  /// What is left of the page after these. A bound that is used up still lets one publication in,
  /// so ask [#isFull] first.
  public Bound after(List<Publication> found) {
    return new Bound(
        Math.max(0, count - found.size()), (int) Math.max(1, bytes - Bound.size(found)));
  }

  /// Whether these fill the page.
  public boolean isFull(List<Publication> found) {
    return found.size() >= count || Bound.size(found) >= bytes;
  }
}
