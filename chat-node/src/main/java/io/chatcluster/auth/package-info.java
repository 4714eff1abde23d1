/// Who somebody is: tokens and display names.
///
/// **Invariant**: pure computation; a token never reaches a log or an error message.
@NullMarked
package io.chatcluster.auth;

import org.jspecify.annotations.NullMarked;
