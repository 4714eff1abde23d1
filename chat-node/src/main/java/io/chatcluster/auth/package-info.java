/// Who somebody is: tokens, and names that show it.
///
/// **Invariant**: pure computation; a token never reaches a log or an error message.
@NullMarked
package io.chatcluster.auth;

import org.jspecify.annotations.NullMarked;
