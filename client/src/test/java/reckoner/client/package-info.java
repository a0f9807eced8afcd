@NullMarked
package reckoner.client;

import org.jspecify.annotations.NullMarked;
