@NullMarked
package reckoner.standalone.client;

import org.jspecify.annotations.NullMarked;
