package io.chatcluster.rest;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The pages that may talk to this node: exact matches of the `Origin` header, which browsers
/// always write in one form.
///
/// Without an `Origin` the client is not a browser and cannot be lured; and nothing here is
/// authenticated by cookies.
public record Origins(Set<String> allowed) implements Predicate<@Nullable String> {

  public Origins {
    allowed = Set.copyOf(allowed);
  }

  /// @param list origins separated by commas, in any spelling that [Origin] can normalise
  /// @throws IllegalArgumentException with a sentence about an origin that no browser would ever
  ///     send
  public static Origins of(String list) {
    return new Origins(
        Arrays.stream(list.split(","))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .map(origin -> Origin.parse(origin).serialized())
            .collect(Collectors.toSet()));
  }

  @Override
  public boolean test(@Nullable String origin) {
    return origin == null || allowed.contains(origin);
  }
}
