package io.chatcluster.rights;

import java.util.EnumSet;
import java.util.Set;

/// What somebody may do in a room, as the gate saw it when it was asked.
///
/// Immutable. It lives with a membership, so that a message on its way asks nobody.
public final class Verdict {

  /// Everything.
  public static final Verdict ALL = new Verdict(EnumSet.allOf(Verb.class));

  /// Nothing.
  public static final Verdict NONE = new Verdict(EnumSet.noneOf(Verb.class));

  private final Set<Verb> allowed;

  private Verdict(Set<Verb> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /// These verbs and no others.
  public static Verdict of(Verb first, Verb... more) {
    return new Verdict(EnumSet.of(first, more));
  }

  public boolean allows(Verb verb) {
    return allowed.contains(verb);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Verdict verdict && allowed.equals(verdict.allowed);
  }

  @Override
  public int hashCode() {
    return allowed.hashCode();
  }

  @Override
  public String toString() {
    return allowed.toString();
  }
}
