@NullMarked
package io.chatcluster.rest;

import org.jspecify.annotations.NullMarked;
