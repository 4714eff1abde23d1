package io.chatcluster.local.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CacheTest {
  @Test
  void what_is_unpacked_stands_in_the_cache_of_the_user_and_never_in_the_working_directory() {
    assertThat(Cache.directory(null, "/home/ada")).hasToString("/home/ada/.cache/chat-cluster");
    assertThat(Cache.directory("", "/home/ada")).hasToString("/home/ada/.cache/chat-cluster");
    assertThat(Cache.directory("here", "/home/ada")).hasToString("/home/ada/.cache/chat-cluster");
    assertThat(Cache.directory("/var/c", "/home/ada")).hasToString("/var/c/chat-cluster");
  }
}
