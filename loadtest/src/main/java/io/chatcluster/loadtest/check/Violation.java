package io.chatcluster.loadtest.check;

import java.util.List;

/// A promise that was not kept.
///
/// @param check the number of the check: 3 for C3
/// @param sentence what is wrong, for people
/// @param ids the messages, or else the positions, that it is about
public record Violation(int check, String sentence, List<String> ids) {

  @Override
  public String toString() {
    return "C" + check + ": " + sentence + " " + ids;
  }
}
