package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Partitions;
import io.chatcluster.limits.Limit;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.NameTable;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Names of any kind in keys and channels: each in its place, and none in another's.
class KeysTest {

  private static final MessageId ID = MessageId.create(1_790_000_000_000L, 1, 2);

  private final Keys keys = new Keys(new Partitions(64));

  @Test
  void common_names_are_read_in_a_key_as_people_write_them() {
    for (String plain :
        List.of("general", "auth0|5f7c", "ada@example.com", "Запуск", "大厅", "a/b")) {
      assertThat(KeyWord.encode(plain)).isSameAs(plain);
    }
    assertThat(KeyWord.encode("user:42")).isEqualTo("user%3A42");
    assertThat(KeyWord.encode("General chat #1")).isEqualTo("General%20chat%20#1");
    assertThat(KeyWord.encode("大厅\u3000一")).isEqualTo("大厅%E3%80%80一");
    assertThat(keys.stream(new RoomId("general"))).isEqualTo("{p10}:r:general:s");
  }

  @Test
  void a_word_gives_its_name_back_and_names_have_words_of_their_own() {
    Set<String> words = new HashSet<>();
    for (String name : NameTable.accepted()) {
      String word = KeyWord.encode(name);
      assertThat(word).as(name).doesNotContain(":", "{", "}", " ", "\u00A0", "\u3000");
      assertThat(KeyWord.decode(word)).isEqualTo(name);
      assertThat(words.add(word)).as(name).isTrue();
    }
  }

  @Test
  void no_two_rooms_or_users_share_a_key_or_a_channel() {
    Set<String> all = new HashSet<>();
    int count = 0;
    for (String name : NameTable.accepted()) {
      RoomId room = new RoomId(name);
      for (String key : List.of(keys.head(room), keys.stream(room), keys.channel(room))) {
        count++;
        all.add(key);
      }
      for (String other : NameTable.accepted()) {
        count++;
        all.add(keys.dedupe(room, new UserId(other), ID));
      }
    }
    for (String name : NameTable.accepted()) {
      count += 2;
      all.add(Keys.bucket(Limit.USER_MESSAGES, name));
      all.add(Keys.bucket(Limit.ROOM_MESSAGES, name));
    }
    assertThat(all).hasSize(count);
  }

  /// What Redis takes for it: between the first brace and the first closing one behind it.
  @Test
  void no_name_moves_its_key_to_another_partition() {
    for (String name : NameTable.accepted()) {
      RoomId room = new RoomId(name);
      String tag = "p" + keys.partitions().of(room);
      for (String key :
          List.of(
              keys.head(room),
              keys.stream(room),
              keys.channel(room),
              keys.dedupe(room, new UserId(name), ID))) {
        assertThat(key.substring(key.indexOf('{') + 1, key.indexOf('}'))).as(key).isEqualTo(tag);
      }
    }
  }

  @Test
  void rooms_are_spread_over_the_partitions_whatever_their_script() {
    Set<Integer> taken = new HashSet<>();
    for (char c = '\u5000'; c < '\u5400'; c++) {
      taken.add(keys.partitions().of(new RoomId(String.valueOf(c))));
    }
    assertThat(taken).hasSize(64);
  }

  @Test
  void the_room_of_a_stream_is_found_by_the_name_of_its_key_and_by_no_other() {
    for (String name : NameTable.accepted()) {
      RoomId room = new RoomId(name);
      assertThat(keys.roomOfStream(keys.stream(room))).contains(room);
      assertThat(keys.roomOfStream(keys.head(room))).isEmpty();
      assertThat(keys.roomOfStream(keys.channel(room))).isEmpty();
    }
    String own = "{p" + keys.partitions().of(new RoomId("user:42")) + "}";
    assertThat(keys.roomOfStream(own + ":r:user%3A42:s")).contains(new RoomId("user:42"));
    for (String foreign :
        List.of(
            "user%3a42",
            "user:42", "%75ser%3A42", "user%3A42%", "user%3A4%2", "user%3A42%F0", "")) {
      assertThat(keys.roomOfStream(own + ":r:" + foreign + ":s")).as(foreign).isEmpty();
    }
  }
}
