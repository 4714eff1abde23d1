package io.chatcluster.pagebuild;

/// Something in the page's sources that cannot be packed; the message says what and in which file.
final class PageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PageException(String message) {
    super(message);
  }
}
