package io.chatcluster.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chatcluster.engineio.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes arguments as JSON, and takes bytes out of them as attachments. Any thread.
final class JsonWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator out;
  private final List<Frame> attachments;

  private JsonWriter(JsonGenerator out, List<Frame> attachments) {
    this.out = out;
    this.attachments = attachments;
  }

  /// Writes one value.
  ///
  /// @param attachments where its bytes are put
  /// @throws IllegalArgumentException if it is nothing that JSON knows, and no bytes
  static byte[] write(@Nullable Object value, List<Frame> attachments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      new JsonWriter(out, attachments).value(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// An array of a name and arguments.
  static byte[] event(String name, @Nullable Object[] args, List<Frame> attachments) {
    List<@Nullable Object> all = new ArrayList<>(args.length + 1);
    all.add(name);
    for (@Nullable Object arg : args) {
      all.add(arg);
    }
    return write(all, attachments);
  }

  private void value(@Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case CharSequence text -> text(text.toString());
      case Boolean bool -> out.writeBoolean(bool);
      case Number number -> number(number);
      case JsonObject object -> object(object.getMap());
      case JsonArray array -> array(array.getList());
      case Map<?, ?> map -> object(map);
      case Iterable<?> list -> array(list);
      case Buffer bytes -> attachment(bytes.getBytes());
      case byte[] bytes -> attachment(bytes);
      default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
    }
  }

  private void number(Number number) throws IOException {
    switch (number) {
      case Integer whole -> out.writeNumber(whole);
      case Long whole -> out.writeNumber(whole);
      case Short whole -> out.writeNumber(whole);
      case Byte whole -> out.writeNumber(whole.intValue());
      case BigInteger whole -> out.writeNumber(whole);
      case BigDecimal exact -> out.writeNumber(exact);
      default -> {
        double broken = number.doubleValue();
        if (Double.isFinite(broken)) {
          out.writeNumber(broken);
        } else {
          // As JavaScript does.
          out.writeNull();
        }
      }
    }
  }

  private void array(Iterable<?> values) throws IOException {
    out.writeStartArray();
    for (@Nullable Object value : values) {
      value(value);
    }
    out.writeEndArray();
  }

  private void object(Map<?, ?> fields) throws IOException {
    out.writeStartObject();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      out.writeFieldName(whole(String.valueOf(field.getKey())));
      value(field.getValue());
    }
    out.writeEndObject();
  }

  private void attachment(byte[] bytes) throws IOException {
    out.writeStartObject();
    out.writeBooleanField("_placeholder", true);
    out.writeNumberField("num", attachments.size());
    out.writeEndObject();
    attachments.add(Frame.binary(bytes));
  }

  private void text(String text) throws IOException {
    out.writeString(whole(text));
  }

  /// Half a character cannot be written in UTF-8, but a client can send one as an escape.
  private static String whole(String text) {
    int broken = -1;
    for (int i = 0; i < text.length() && broken < 0; i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        broken = i;
      }
    }
    return broken < 0
        ? text
        : whole(text.substring(0, broken) + '\uFFFD' + text.substring(broken + 1));
  }
}
