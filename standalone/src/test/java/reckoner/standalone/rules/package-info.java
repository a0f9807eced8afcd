/** What holds for the whole repository, as tests; each shows with a wrong example that it bites. */
@NullMarked
package reckoner.standalone.rules;

import org.jspecify.annotations.NullMarked;
