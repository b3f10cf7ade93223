-- The version of this plugin: that of the server in the same repository. A test compares the two.
return '0.1.0'
