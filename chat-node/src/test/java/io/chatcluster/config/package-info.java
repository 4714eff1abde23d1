@NullMarked
package io.chatcluster.config;

import org.jspecify.annotations.NullMarked;
