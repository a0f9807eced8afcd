/** What is served and called over gRPC; the only place that knows the wire. */
@NullMarked
package reckoner.workflows.grpc;

import org.jspecify.annotations.NullMarked;
