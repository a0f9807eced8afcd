@NullMarked
package reckoner.workflows;

import org.jspecify.annotations.NullMarked;
