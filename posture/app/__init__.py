"""The program: the command line and what joins the parts."""
