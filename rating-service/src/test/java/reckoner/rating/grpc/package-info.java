@NullMarked
package reckoner.rating.grpc;

import org.jspecify.annotations.NullMarked;
