@NullMarked
package io.chatcluster.auth;

import org.jspecify.annotations.NullMarked;
