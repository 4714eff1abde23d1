package io.chatcluster.ws;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Text that comes in fragments, checked as it comes: it fails with the first byte that is not
/// UTF-8, not with the last fragment.
///
/// Owned by one event loop.
final class TextAssembly {

  /// Bytes of a character that a fragment may have cut off.
  private static final int MAX_CUT = 3;

  private static final char REPLACEMENT = '\uFFFD';

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private final StringBuilder text = new StringBuilder();
  private byte[] cut = {};

  /// The text of a frame that is a whole message.
  ///
  /// @throws CharacterCodingException if it is not UTF-8
  static String whole(ByteBuf payload) throws CharacterCodingException {
    byte[] bytes = new byte[payload.readableBytes()];
    payload.readBytes(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    // The quick way replaces what is malformed. Only a text with a replacement in it has to be
    // looked at again, because a client may mean that character.
    if (text.indexOf(REPLACEMENT) >= 0) {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    }
    return text;
  }

  /// Adds a fragment.
  ///
  /// @throws CharacterCodingException if what has come so far cannot begin a text
  void add(ByteBuf payload) throws CharacterCodingException {
    decode(payload, false);
  }

  /// Adds the last fragment.
  ///
  /// @throws CharacterCodingException if all of them together are not UTF-8
  String finish(ByteBuf payload) throws CharacterCodingException {
    decode(payload, true);
    return text.toString();
  }

  private void decode(ByteBuf payload, boolean last) throws CharacterCodingException {
    ByteBuffer bytes = ByteBuffer.allocate(cut.length + payload.readableBytes());
    bytes.put(cut);
    payload.readBytes(bytes);
    bytes.flip();
    // A character has at least as many bytes as chars.
    CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 1);
    var result = decoder.decode(bytes, chars, last);
    if (result.isError()) {
      result.throwException();
    }
    cut = new byte[Math.min(MAX_CUT, bytes.remaining())];
    bytes.get(cut);
    text.append(chars.flip());
  }
}
