@NullMarked
package reckoner.workflows.temporal;

import org.jspecify.annotations.NullMarked;
