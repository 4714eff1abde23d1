/// The rules and dashboards, tried with a real Prometheus on a cluster that works.
@NullMarked
package io.chatcluster.local.monitoring;

import org.jspecify.annotations.NullMarked;
