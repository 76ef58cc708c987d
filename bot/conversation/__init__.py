"""What both platforms share of a conversation: what a press, a filled-in form or typed words lead to."""
