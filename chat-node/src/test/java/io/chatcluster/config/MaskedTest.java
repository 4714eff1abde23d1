package io.chatcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Found by trying: a password as a parameter of an address stood in the first line of the log.
class MaskedTest {

  /// The secret is `hunter2` or begins with it, in every place in which people put one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:hunter2@redis:6379",
        "redis://chat:hunter2@redis:6379/0",
        "redis://hunter2@redis:6379",
        "rediss://chat:hunter2/x@redis:6379",
        "rediss://chat:hunter2?x@redis:6379",
        "rediss://chat:hunter2#x@redis:6379",
        "rediss://chat:p@hunter2@redis:6379",
        "redis://redis:6379?password=hunter2",
        "redis://redis:6379/0?user=chat&password=hunter2&db=1",
        "redis://redis:6379/0?PASSWORD=hunter2",
        "redis://redis:6379/0?pass%77ord=hunter2",
        "redis://redis:6379/0?password=a@hunter2",
        "redis://redis:6379/0?password=a=hunter2",
        "redis://redis:6379/0?password=a,hunter2;x",
        "redis://redis:6379,password=hunter2,ssl=true",
        "redis:chat:hunter2@redis:6379",
        "chat:hunter2@redis:6379",
        "jdbc:postgresql://db:5432/chat?password=hunter2",
        "jdbc:postgresql://db:5432/chat?ApplicationName=x&password=hunter2",
        "jdbc:postgresql://db:5432/chat?user=chat&password=hunter2&sslmode=require",
        "jdbc:postgresql://db:5432/chat?sslpassword=hunter2",
        "jdbc:postgresql://db:5432/chat?sslmode=require&SslPassword=hunter2",
        "jdbc:postgresql://db:5432/chat?sslfactoryarg=hunter2",
        "jdbc:postgresql://db:5432/chat?options=-c%20x.secret=hunter2",
        "jdbc:postgresql://db:5432/chat?oauth_client_secret=hunter2",
        "jdbc:postgresql://chat:hunter2@db:5432/chat",
        "postgres://chat:hunter2@db/chat?sslmode=require",
        "host=db user=chat password=hunter2 dbname=chat",
        "sslmode=require password=hunter2",
        "jdbc:postgresql://db/chat?sslmode=x password=hunter2",
        "jdbc:postgresql://db/chat?password=a hunter2",
        "jdbc:postgresql://db/chat\n?password=hunter2",
        "https://redis.example/?token=hunter2",
      })
  void a_secret_stands_in_no_line_and_no_sentence(String address) {
    assertThat(Masked.address(address)).doesNotContain("hunter2");
    for (String variable : new String[] {"CHAT_REDIS_URL", "CHAT_DATABASE_URL"}) {
      try {
        assertThat(Configuration.read(environment(variable, address)).toString())
            .doesNotContain("hunter2");
      } catch (ConfigurationException e) {
        assertThat(e.getMessage()).contains(variable).doesNotContain("hunter2");
      }
    }
  }

  private static Map<String, String> environment(String variable, String address) {
    Map<String, String> environment = ConfigurationTest.good();
    environment.put(variable, address);
    return environment;
  }

  @Test
  void what_is_no_secret_can_be_read() {
    for (String address :
        new String[] {
          "redis://redis:6379/1",
          "rediss://redis.example:6380?db=3&client=n1",
          "jdbc:postgresql://db:5432,db2:5432/chat?sslmode=verify-full&sslrootcert=/run/ca.pem",
          "http://localhost:8080,http://127.0.0.1:8080",
        }) {
      assertThat(Masked.address(address)).isEqualTo(address);
    }
    assertThat(Masked.address("rediss://ada:pw@redis:6379/1?password=x&db=2"))
        .isEqualTo("rediss://***@redis:6379/1?password=***&db=2");
  }

  @Test
  void a_secret_in_the_place_of_its_files_name_is_not_in_the_sentence() {
    Map<String, String> environment = ConfigurationTest.good();
    environment.remove("CHAT_TOKEN_SECRET");
    for (String secret : new String[] {"hunter2hunter2hunter2", "hunter2\0"}) {
      environment.put("CHAT_TOKEN_SECRET_FILE", secret);

      assertThatThrownBy(() -> Configuration.read(environment))
          .hasMessageContaining("CHAT_TOKEN_SECRET_FILE")
          .hasMessageNotContaining("hunter2");
    }
  }
}
