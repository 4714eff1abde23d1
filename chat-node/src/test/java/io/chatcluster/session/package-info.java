@NullMarked
package io.chatcluster.session;

import org.jspecify.annotations.NullMarked;
