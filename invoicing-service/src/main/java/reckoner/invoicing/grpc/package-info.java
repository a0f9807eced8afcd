/** Serves invoicing over gRPC. */
@NullMarked
package reckoner.invoicing.grpc;

import org.jspecify.annotations.NullMarked;
