/** The catalog as a gRPC service. */
@NullMarked
package reckoner.catalog.grpc;

import org.jspecify.annotations.NullMarked;
