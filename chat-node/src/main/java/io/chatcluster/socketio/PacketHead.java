package io.chatcluster.socketio;

/// What a packet begins with: `<type>[<attachments>-][<namespace>,][<id>]`. What follows is JSON.
///
/// @param id [SocketPacket#NO_ID] if there is none
/// @param length how many characters of the packet it is
record PacketHead(PacketType type, int attachments, String namespace, long id, int length) {

  static final String MAIN = "/";

  /// Ids stay below 2^53, beyond which a JavaScript client cannot count.
  private static final int ID_DIGITS = 15;

  static PacketHead read(String text, SocketSettings settings) throws MalformedException {
    PacketType type = text.isEmpty() ? null : PacketType.of(text.charAt(0));
    if (type == null) {
      throw new MalformedException("a packet without a type");
    }
    int at = 1;
    int attachments = 0;
    if (type.isBinary()) {
      int end = digits(text, at);
      if (end == at || end - at > 2 || end == text.length() || text.charAt(end) != '-') {
        throw new MalformedException("a binary packet without a number of attachments");
      }
      attachments = Integer.parseInt(text, at, end, 10);
      if (attachments > settings.attachments()) {
        throw new MalformedException("too many attachments");
      }
      at = end + 1;
    }
    String namespace = MAIN;
    if (at < text.length() && text.charAt(at) == '/') {
      int end = text.indexOf(',', at);
      namespace = name(text, at, end < 0 ? text.length() : end, settings.nameLength());
      at = end < 0 ? text.length() : end + 1;
    }
    int end = digits(text, at);
    if (end - at > ID_DIGITS) {
      throw new MalformedException("an id that is too long");
    }
    long id = end == at ? SocketPacket.NO_ID : Long.parseLong(text, at, end, 10);
    return new PacketHead(type, attachments, namespace, id, end);
  }

  private static String name(String text, int from, int to, int longest) throws MalformedException {
    if (to - from > longest) {
      throw new MalformedException("a namespace with a name that is too long");
    }
    for (int i = from; i < to; i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new MalformedException("a namespace with a name that nobody can read");
      }
    }
    return text.substring(from, to);
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
